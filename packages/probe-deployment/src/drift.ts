import type { Deployment, Drift } from './schema.ts'
import type { Dockerfile } from './schema-dockerfile.ts'
import type { Workload } from './schema-workload.ts'

/** Where two files of the product say different things of the same. Facts, not faults: either may be meant. */
export function driftFacts({ dockerfiles, helm, kubernetes, kustomize }: Omit<Deployment, 'types' | 'drift' | 'images'>): Drift[] {
  const charts = helm.filter(({ reach }) => reach === 'product').flatMap(({ workloads }) => workloads)
  const plain = [...kubernetes, ...kustomize.flatMap(({ reach, workloads }) => workloads.map((workload) => ({ ...workload, reach })))]
  const manifests = plain.filter(({ reach }) => reach === 'product')
  return [...dockerfiles.filter(({ reach }) => reach === 'product').flatMap(nodeVersions), ...resources(charts, manifests)]
}

/** Of the image that runs, and of those that built what it runs. */
function nodeVersions({ path, stages }: Dockerfile): Drift[] {
  const runtime = stages.at(-1)
  const feeding = stages.filter(
    ({ role, name, node_version }) => node_version !== null && role !== 'test' && name !== null && runtime?.copies_from.includes(name),
  )
  const versions = new Set([runtime?.node_version, ...feeding.map(({ node_version }) => node_version)])
  if (!runtime?.node_version || versions.size < 2) return []
  const values = [...feeding, runtime].map((stage) => ({ file: path, value: `${stage.name ?? stage.role}: ${stage.node_version}` }))
  return [{ kind: 'node_version', subject: path, values }]
}

/** `release-name-` is what a template calls a release that nobody named. */
const nameOf = ({ kind, name }: Workload): string => `${kind}/${(name ?? '').replace(/^release-name-/, '')}`

function resources(charts: readonly Workload[], manifests: readonly Workload[]): Drift[] {
  const said = new Map<string, Map<string, string>>()
  const charted = new Set(charts.map(nameOf))
  for (const workload of [...charts, ...manifests]) {
    if (!charted.has(nameOf(workload))) continue
    for (const container of workload.containers) {
      if (!container.resources) continue
      const subject = `${nameOf(workload)}/${container.name ?? ''}`
      const text = JSON.stringify(container.resources)
      said.set(subject, (said.get(subject) ?? new Map<string, string>()).set(`${workload.file}\0${text}`, text))
    }
  }
  return [...said].flatMap(([subject, places]): Drift[] => {
    if (new Set(places.values()).size < 2) return []
    return [{ kind: 'resources', subject, values: [...places].map(([place, value]) => ({ file: place.split('\0', 1)[0]!, value })) }]
  })
}
