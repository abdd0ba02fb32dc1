import type { Deployment, Drift } from './schema.ts'
import type { Dockerfile } from './schema-dockerfile.ts'
import type { Workload } from './schema-workload.ts'

/** A drift, and the paths of the facts that differ. */
export interface FoundDrift {
  readonly drift: Drift
  readonly facts: readonly string[]
}

type Located = { readonly workload: Workload; readonly fact: string }

/** Where two files of the product say different things of the same. Facts, not faults: either may be meant. */
export function driftFacts({ dockerfiles, helm, kubernetes, kustomize }: Omit<Deployment, 'types' | 'drift' | 'images'>): FoundDrift[] {
  const within = (fact: string, workloads: readonly Workload[]) =>
    workloads.map((workload, i): Located => ({ workload, fact: `${fact}.${i}` }))
  const charts = helm.flatMap(({ reach, workloads }, i) => (reach === 'product' ? within(`helm.${i}.workloads`, workloads) : []))
  const plain = kubernetes.flatMap((workload, i) => (workload.reach === 'product' ? [{ workload, fact: `kubernetes.${i}` }] : []))
  const built = kustomize.flatMap(({ reach, workloads }, i) => (reach === 'product' ? within(`kustomize.${i}.workloads`, workloads) : []))
  return [
    ...dockerfiles.flatMap((dockerfile, i) => (dockerfile.reach === 'product' ? nodeVersions(dockerfile, i) : [])),
    ...resources(charts, [...plain, ...built]),
  ]
}

/** Of the image that runs, and of those that built what it runs. */
function nodeVersions({ path, stages }: Dockerfile, index: number): FoundDrift[] {
  const runtime = stages.at(-1)
  const feeding = stages.filter(
    ({ role, name, node_version }) => node_version !== null && role !== 'test' && name !== null && runtime?.copies_from.includes(name),
  )
  if (!runtime?.node_version || feeding.every(({ node_version }) => isSameVersion(node_version!, runtime.node_version!))) return []
  const saying = [...feeding, runtime]
  const values = saying.map((stage) => ({ file: path, value: `${stage.name ?? stage.role}: ${stage.node_version}` }))
  const facts = saying.map((stage) => `dockerfiles.${index}.stages.${stages.indexOf(stage)}`)
  return [{ drift: { kind: 'node_version', subject: path, values }, facts }]
}

/** `22.5` may be `22.5.1`. */
function isSameVersion(a: string, b: string): boolean {
  return `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`)
}

/** `release-name-` is what a template calls a release that nobody named. */
const nameOf = ({ kind, name }: Workload): string => `${kind}/${(name ?? '').replace(/^release-name-/, '')}`

function resources(charts: readonly Located[], manifests: readonly Located[]): FoundDrift[] {
  const said = new Map<string, Map<string, { readonly file: string; readonly value: string; readonly fact: string }>>()
  const charted = new Set(charts.map(({ workload }) => nameOf(workload)))
  for (const { workload, fact } of [...charts, ...manifests]) {
    if (!charted.has(nameOf(workload))) continue
    for (const [i, container] of workload.containers.entries()) {
      if (!container.resources) continue
      const subject = `${nameOf(workload)}/${container.name ?? ''}`
      const value = JSON.stringify(container.resources)
      const known = said.get(subject) ?? new Map<string, { file: string; value: string; fact: string }>()
      known.set(`${workload.file}\0${value}`, { file: workload.file, value, fact: `${fact}.containers.${i}.resources` })
      said.set(subject, known)
    }
  }
  return [...said].flatMap(([subject, places]): FoundDrift[] => {
    const all = [...places.values()]
    if (new Set(all.map(({ value }) => value)).size < 2) return []
    return [
      {
        drift: { kind: 'resources', subject, values: all.map(({ file, value }) => ({ file, value })) },
        facts: all.map(({ fact }) => fact),
      },
    ]
  })
}
