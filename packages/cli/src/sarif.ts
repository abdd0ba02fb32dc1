import { riskPolicy } from '@codegenie/catalogs/risk-policy'
import type { Conflict, Flag, Severity } from '@codegenie/views'
import pkg from '../package.json' with { type: 'json' }

const LEVELS: Readonly<Record<Severity, string>> = { high: 'error', medium: 'warning', low: 'note' }

/** Conflicts and flags as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): the first place is the result's, the others are related. */
export function sarif(conflicts: readonly Conflict[], flags: readonly Flag[]): object {
  const named = new Set(conflicts.map(({ id }) => id))
  const results = [
    ...conflicts.map(({ id, severity, message, subject, sides }) => {
      const places = sides.flatMap(({ role, value, at }) => at.map((place) => location(place, `${role}: ${value}`)))
      return result(id, severity, message, `${id}:${subject}`, places)
    }),
    ...flags
      .filter(({ id }) => !named.has(id))
      .map(({ id, severity, message, at }) =>
        result(
          id,
          severity,
          message,
          id,
          at.map((place) => location(place)),
        ),
      ),
  ]
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].sort()
  const driver = {
    name: pkg.name,
    version: pkg.version,
    informationUri: pkg.repository.url.slice('git+'.length, -'.git'.length),
    rules: rules.map((id) => ({ id, shortDescription: { text: riskPolicy[id]?.title ?? id } })),
  }
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver }, results }] }
}

function result(ruleId: string, severity: Severity, text: string, identity: string, places: readonly ReturnType<typeof location>[]) {
  const [first, ...others] = places
  return {
    ruleId,
    level: LEVELS[severity],
    message: { text },
    partialFingerprints: { 'codegenie/v1': identity },
    locations: first ? [first] : [],
    ...(others.length > 0 ? { relatedLocations: others.map((other, id) => ({ id, ...other })) } : {}),
  }
}

function location(place: string, message?: string) {
  const [, path = place, line] = /^(.*?)(?::(\d+))?$/s.exec(place) ?? []
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
      ...(line === undefined ? {} : { region: { startLine: Number(line) } }),
    },
    ...(message === undefined ? {} : { message: { text: message } }),
  }
}
