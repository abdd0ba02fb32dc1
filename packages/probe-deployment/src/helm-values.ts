import type { Json } from '@codegenie/core'
import { asInt, asList, asMap, asText, below, get, isMap, type JsonMap, type Key, type Located, startOf } from './documents.ts'
import { pathOf } from './helm-images.ts'
import type { ValuesFacts } from './schema-workload.ts'
import { healthProbes, type Proven, resources } from './workload.ts'

/** What a chart's values say by the names that charts share, for templates that are not in the repository; `undefined` when nothing. */
export function valuesFacts(file: string, values: Located, ...keys: readonly Key[]): Proven<ValuesFacts> | undefined {
  const part = below(values, ...keys)
  const map = asMap(part.value)
  const [probesAt, probes] = probesOf(map)
  const ports = portsOf(map, [])
  const variables = envNames(map)
  const facts: ValuesFacts = {
    file,
    path: pathOf(keys),
    replicas: asInt(map['replicaCount']) ?? asInt(map['replicas']),
    ports: [...new Set(ports.map(({ port }) => port))].sort((a, b) => a - b),
    health_probes: healthProbes(probes, []),
    env_names: [...new Set(variables.map(({ name }) => name))].sort(),
    resources: resources(map['resources']),
  }
  const isSilent =
    facts.replicas === null &&
    facts.ports.length + facts.env_names.length === 0 &&
    !facts.resources &&
    !Object.values(facts.health_probes).some((probe) => probe)
  if (isSilent) return undefined
  const evidence = new Map<string, string | readonly string[]>([['', keys.length > 0 ? part.at() : startOf(part)]])
  const places = (found: readonly { readonly keys: readonly Key[] }[]) => [...new Set(found.map(({ keys: at }) => part.at(...at)))]
  if (facts.ports.length > 0) evidence.set('ports', places(ports))
  if (facts.env_names.length > 0) evidence.set('env_names', places(variables))
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

function portsOf(value: Json, keys: readonly Key[]): { readonly port: number; readonly keys: readonly Key[] }[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => portsOf(item, [...keys, i]))
  if (!isMap(value) || keys.length > 6) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...keys, key]
    const port = /^port$|[a-z]Port$/.test(key) ? asInt(item) : null
    return port === null ? portsOf(item, at) : port > 0 && port < 65_536 ? [{ port, keys: at }] : []
  })
}

/** Names alone: of `env` and its like as a map, or as a list of `{name}`. */
function envNames(map: JsonMap): { readonly name: string; readonly keys: readonly Key[] }[] {
  return ['env', 'envVars', 'environment', 'extraEnv', 'extraEnvVars'].flatMap((key) => {
    const value = map[key]
    if (isMap(value)) return Object.keys(value).map((name) => ({ name, keys: [key, name] }))
    return asList(value).flatMap((item, i) => {
      const name = asText(get(item, 'name'))
      return name === null ? [] : [{ name, keys: [key, i] }]
    })
  })
}
