import { runProbe } from '@codegenie/core/testing'
import probe from '../index.ts'
import type { Chart, Container, Workload } from '../schema-workload.ts'

/** The charts that the probe finds in these files. */
export async function charts(
  files: Record<string, string>,
): Promise<{ helm: readonly Chart[]; at: (fact: string) => unknown; warnings: readonly string[] }> {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { helm: run.slice.helm, at: (fact) => run.evidence[fact], warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

/** What a reviewer of `helm template` would write down. */
const container = ({ name, image, ports, env_names, resources, health_probes }: Container) => ({
  name,
  image,
  ports: ports.map(({ port, name: called }) => [port, called]),
  env: env_names,
  resources,
  probes: Object.fromEntries(
    Object.entries(health_probes).flatMap(([kind, found]) =>
      found ? [[kind, [found.type, found.path ?? found.command?.join(' ') ?? null, found.port]]] : [],
    ),
  ),
})
export const summary = (workloads: readonly Workload[]) =>
  workloads.map(({ kind, name, replicas, containers }) => ({ kind, name, replicas, containers: containers.map(container) }))
