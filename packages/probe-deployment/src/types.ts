import { reachOf } from './reach.ts'
import type { Deployment } from './schema.ts'

/** How the product is deployed -> a file that says so. What is a sample, a test or a tool of development does not count. */
export function deploymentTypes(facts: Omit<Deployment, 'types' | 'drift' | 'images'>): Map<string, string> {
  const found = new Map<string, string>()
  const add = (type: string, reach: string, path: string) => void (reach === 'product' && !found.has(type) && found.set(type, path))
  for (const { path, reach } of facts.dockerfiles) add('docker', reach, path)
  for (const { path, reach, kind } of facts.compose) add(kind === 'stack' ? 'docker-swarm' : 'docker-compose', reach, path)
  for (const { chart_path: path, reach } of facts.helm) add('helm', reach, path)
  for (const { path, reach } of facts.kustomize) add('kustomize', reach, path)
  for (const { file, reach } of facts.kubernetes) add('kubernetes', reach, file)
  for (const { path, reach, type } of facts.platforms) add(type, reach, path)
  for (const path of facts.terraform?.files ?? []) add('terraform', reachOf(path), path)
  return found
}
