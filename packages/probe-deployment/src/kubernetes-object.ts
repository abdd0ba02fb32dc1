import { asInt, asList, asMap, asText, asTexts, get, type Located } from './documents.ts'
import type { Port } from './schema-dockerfile.ts'
import type { KubernetesObject } from './schema-workload.ts'
import type { Proven } from './workload.ts'

export const OBJECT_KINDS: ReadonlySet<string> = new Set(['ConfigMap', 'HorizontalPodAutoscaler', 'Ingress', 'Secret', 'Service'])

/** What is worth knowing of an object that runs nothing; `undefined` for kinds that say nothing of the deployment. */
export function objectFacts(file: string, { value, at }: Located): Proven<KubernetesObject> | undefined {
  const kind = asText(get(value, 'kind')) ?? ''
  if (!OBJECT_KINDS.has(kind)) return undefined
  const spec = get(value, 'spec')
  const facts: KubernetesObject = {
    file,
    kind,
    name: asText(get(value, 'metadata', 'name')),
    ports: kind === 'Service' ? asList(get(spec, 'ports')).flatMap(servicePort) : [],
    hosts: kind === 'Ingress' ? asList(get(spec, 'rules')).flatMap((rule) => asText(get(rule, 'host')) ?? []) : [],
    data_names: ['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(asMap(get(value, field)))).sort(),
    target: scaleTarget(spec),
    replicas: kind === 'HorizontalPodAutoscaler' ? { min: asInt(get(spec, 'minReplicas')), max: asInt(get(spec, 'maxReplicas')) } : null,
  }
  return { value: facts, evidence: new Map([['', at('kind')]]) }
}

function servicePort(port: Parameters<typeof asText>[0]): Port[] {
  const number = asInt(get(port, 'port'))
  return number === null
    ? []
    : [{ port: number, protocol: (asText(get(port, 'protocol')) ?? 'tcp').toLowerCase(), name: asText(get(port, 'name')) }]
}

function scaleTarget(spec: Parameters<typeof asText>[0]): string | null {
  const [kind, name] = asTexts([get(spec, 'scaleTargetRef', 'kind') ?? null, get(spec, 'scaleTargetRef', 'name') ?? null])
  return kind !== undefined && name !== undefined ? `${kind}/${name}` : null
}
