import type { Json } from '@codegenie/core'
import { asInt, asList, asMap, asText, below, get, isMap, type JsonMap, type Key, type Located } from './documents.ts'
import { pathOf } from './helm-images.ts'
import type { ValuesFacts } from './schema-workload.ts'
import { healthProbes, type Proven, resources } from './workload.ts'

/** What a chart's values say by the names that charts share, for templates that are not in the repository; `undefined` when nothing. */
export function valuesFacts(file: string, values: Located, ...keys: readonly Key[]): Proven<ValuesFacts> | undefined {
  const part = below(values, ...keys)
  const map = asMap(part.value)
  const [probesAt, probes] = probesOf(map)
  const facts: ValuesFacts = {
    file,
    path: pathOf(keys),
    replicas: asInt(map['replicaCount']) ?? asInt(map['replicas']),
    ports: [...new Set(portsOf(map, 0))].sort((a, b) => a - b),
    health_probes: healthProbes(probes, []),
    env_names: envNames(map),
    resources: resources(map['resources']),
  }
  const isSilent =
    facts.replicas === null &&
    facts.ports.length + facts.env_names.length === 0 &&
    !facts.resources &&
    !Object.values(facts.health_probes).some((probe) => probe)
  if (isSilent) return undefined
  const evidence = new Map([['', part.at()]])
  for (const kind of ['liveness', 'readiness', 'startup'])
    if (`${kind}Probe` in probes) evidence.set(`health_probes.${kind}`, part.at(...probesAt, `${kind}Probe`))
  if (facts.replicas !== null) evidence.set('replicas', part.at(asInt(map['replicaCount']) === null ? 'replicas' : 'replicaCount'))
  if (facts.resources) evidence.set('resources', part.at('resources'))
  return { value: facts, evidence }
}

/** The map that holds the probes: the values themselves, or a map directly below. */
function probesOf(map: JsonMap): [Key[], JsonMap] {
  const holds = (value: Json | undefined) => ['livenessProbe', 'readinessProbe', 'startupProbe'].some((name) => isMap(get(value, name)))
  if (holds(map)) return [[], map]
  const [key, inner] = Object.entries(map).find(([, value]) => holds(value)) ?? []
  return key === undefined ? [[], {}] : [[key], asMap(inner)]
}

function portsOf(value: Json, depth: number): number[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => portsOf(item, depth + 1))
  if (!isMap(value) || depth > 6) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const port = /^port$|[a-z]Port$/.test(key) ? asInt(item) : null
    return port === null ? portsOf(item, depth + 1) : port > 0 && port < 65_536 ? [port] : []
  })
}

/** Names alone: of `env` and its like as a map, or as a list of `{name}`. */
function envNames(map: JsonMap): string[] {
  const names = ['env', 'envVars', 'environment', 'extraEnv', 'extraEnvVars'].flatMap((key) => {
    const value = map[key]
    return isMap(value) ? Object.keys(value) : asList(value).flatMap((item) => asText(get(item, 'name')) ?? [])
  })
  return [...new Set(names)].sort()
}
