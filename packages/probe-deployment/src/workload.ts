import { distinctPorts } from './dockerfile-final.ts'
import { asInt, asList, asMap, asText, asTexts, below, get, isMap, type JsonMap, type Key, type Located } from './documents.ts'
import { withoutUserinfo } from './image.ts'
import type { Port } from './schema-dockerfile.ts'
import type { Container, HealthProbe, HealthProbes, Resources, SecurityContext, Workload } from './schema-workload.ts'

/** A fact and where its parts stand, by their paths below it. */
export interface Proven<T> {
  readonly value: T
  readonly evidence: ReadonlyMap<string, string | readonly string[]>
}

/** Where the pod stands in a workload, by its kind. */
const POD_AT: ReadonlyMap<string, readonly Key[]> = new Map<string, readonly Key[]>([
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'Rollout', 'DeploymentConfig'].map(
    (kind) => [kind, ['spec', 'template', 'spec']] as const,
  ),
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ['Pod', ['spec']],
])

export const WORKLOAD_KINDS: ReadonlySet<string> = new Set(POD_AT.keys())

/** A workload of any kind that runs a pod, Knative's services too; `undefined` for everything else. */
export function workloadFacts(file: string, object: Located): Proven<Workload> | undefined {
  const kind = asText(get(object.value, 'kind')) ?? ''
  const isKnative = kind === 'Service' && String(get(object.value, 'apiVersion') ?? '').startsWith('serving.knative.dev/')
  const podAt = isKnative ? ['spec', 'template', 'spec'] : POD_AT.get(kind)
  if (!podAt) return undefined
  const pod = below(object, ...podAt)
  const containers = asList(get(pod.value, 'containers')).map((_, index) => containerFacts(below(pod, 'containers', index)))
  const init = asList(get(pod.value, 'initContainers')).map((each) => ({
    name: asText(get(each, 'name')),
    image: safeImage(get(each, 'image')),
  }))
  const value: Workload = {
    file,
    kind,
    name: asText(get(object.value, 'metadata', 'name')) ?? asText(get(object.value, 'metadata', 'generateName')),
    namespace: asText(get(object.value, 'metadata', 'namespace')),
    images: distinct(containers.map(({ value: { image } }) => image)),
    init_containers: init,
    replicas: asInt(get(object.value, 'spec', 'replicas')),
    schedule: asText(get(object.value, 'spec', 'schedule')),
    containers: containers.map((container) => container.value),
    pod_security_context: securityContext(get(pod.value, 'securityContext')),
  }
  const evidence = new Map<string, string | readonly string[]>([['', object.at('kind')]])
  const prove = (fact: string, isThere: unknown, ...keys: Key[]) => void (isThere && evidence.set(fact, object.at(...keys)))
  prove('name', value.name, 'metadata', 'name')
  prove('images', value.images.length > 0, ...podAt, 'containers')
  for (const index of init.keys()) prove(`init_containers.${index}`, true, ...podAt, 'initContainers', index)
  prove('replicas', value.replicas !== null, 'spec', 'replicas')
  prove('schedule', value.schedule, 'spec', 'schedule')
  prove('pod_security_context', value.pod_security_context, ...podAt, 'securityContext')
  for (const [index, container] of containers.entries())
    for (const [fact, where] of container.evidence) evidence.set(`containers.${index}${fact && `.${fact}`}`, where)
  return { value, evidence }
}

function safeImage(value: Parameters<typeof asText>[0]): string | null {
  const image = asText(value)
  return image && withoutUserinfo(image)
}

/** Fact of a container -> the field that says it. */
const FIELDS: Readonly<Record<string, string>> = {
  image: 'image',
  command: 'command',
  args: 'args',
  ports: 'ports',
  env_names: 'env',
  env_from: 'envFrom',
  resources: 'resources',
  security_context: 'securityContext',
  'health_probes.liveness': 'livenessProbe',
  'health_probes.readiness': 'readinessProbe',
  'health_probes.startup': 'startupProbe',
}

function containerFacts(container: Located): Proven<Container> {
  const fields = asMap(container.value)
  const ports = asList(fields['ports']).flatMap((port) => containerPort(asMap(port)))
  const value: Container = {
    name: asText(fields['name']),
    image: safeImage(fields['image']),
    command: Array.isArray(fields['command']) ? asTexts(fields['command']) : null,
    args: Array.isArray(fields['args']) ? asTexts(fields['args']) : null,
    ports: distinctPorts(ports),
    health_probes: healthProbes(fields, ports),
    env_names: distinct(asList(fields['env']).map((variable) => asText(get(variable, 'name')))).sort(),
    env_from: distinct(asList(fields['envFrom']).map(sourceName)),
    resources: resources(fields['resources']),
    security_context: securityContext(fields['securityContext']),
  }
  const evidence = new Map<string, string | readonly string[]>([['', container.at('name')]])
  for (const [fact, field] of Object.entries(FIELDS)) if (Object.hasOwn(fields, field)) evidence.set(fact, container.at(field))
  return { value, evidence }
}

function containerPort(port: JsonMap): Port[] {
  const number = asInt(port['containerPort'])
  return number === null ? [] : [{ port: number, protocol: (asText(port['protocol']) ?? 'tcp').toLowerCase(), name: asText(port['name']) }]
}

function sourceName(source: Parameters<typeof asText>[0]): string | null {
  const map = asText(get(source, 'configMapRef', 'name'))
  const secret = asText(get(source, 'secretRef', 'name'))
  return map !== null ? `configmap/${map}` : secret !== null ? `secret/${secret}` : null
}

/** Of the fields `livenessProbe`, `readinessProbe` and `startupProbe`. */
export function healthProbes(fields: JsonMap, ports: readonly Port[]): HealthProbes {
  const probe = (kind: string) => healthProbe(fields[`${kind}Probe`], ports)
  return { liveness: probe('liveness'), readiness: probe('readiness'), startup: probe('startup') }
}

function healthProbe(probe: Parameters<typeof asText>[0], ports: readonly Port[]): HealthProbe | null {
  if (!isMap(probe) || probe['enabled'] === false) return null
  const [type, field] =
    (
      [
        ['http', 'httpGet'],
        ['tcp', 'tcpSocket'],
        ['grpc', 'grpc'],
        ['exec', 'exec'],
      ] as const
    ).find(([, name]) => isMap(probe[name])) ?? []
  // Values of charts often leave the `httpGet` to the template.
  const check = field ? asMap(probe[field]) : probe
  const given = check['port']
  const name = typeof given === 'string' && asInt(given) === null ? asText(given) : null
  const path = asText(check['path'])
  const port = asInt(given) ?? ports.find((each) => each.name !== null && each.name === name)?.port ?? null
  const command = Array.isArray(check['command']) ? asTexts(check['command']) : null
  if (!type && path === null && port === null && command === null) return null
  return { type: type ?? (path !== null ? 'http' : command ? 'exec' : null), path, port, port_name: name, command }
}

export function resources(value: Parameters<typeof asText>[0]): Resources | null {
  const requests = quantities(get(value, 'requests'))
  const limits = quantities(get(value, 'limits'))
  return Object.keys(requests).length + Object.keys(limits).length > 0 ? { requests, limits } : null
}

function quantities(value: Parameters<typeof asText>[0]): Record<string, string> {
  const known = Object.entries(asMap(value)).flatMap(([name, quantity]) => {
    const text = asText(quantity)
    return text === null ? [] : [[name, text] as const]
  })
  return Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const SECURITY = ['allowPrivilegeEscalation', 'fsGroup', 'privileged', 'readOnlyRootFilesystem', 'runAsGroup', 'runAsNonRoot', 'runAsUser']

function securityContext(value: Parameters<typeof asText>[0]): SecurityContext | null {
  const fields = asMap(value)
  const found: SecurityContext = {}
  const capabilities = Object.entries(asMap(fields['capabilities'])).filter(
    ([name, list]) => /^(add|drop)$/.test(name) && asTexts(list).length > 0,
  )
  if (capabilities.length > 0) found['capabilities'] = Object.fromEntries(capabilities.map(([name, list]) => [name, asTexts(list)]))
  for (const name of SECURITY) {
    const field = fields[name]
    if (typeof field === 'boolean' || (typeof field === 'number' && Number.isSafeInteger(field))) found[name] = field
  }
  const profile = asText(get(fields['seccompProfile'], 'type'))
  if (profile !== null) found['seccompProfile'] = profile
  return Object.keys(found).length > 0 ? found : null
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))]
}
