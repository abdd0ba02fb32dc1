import { reachOf } from './reach.ts'
import type { Deployment } from './schema.ts'

/** How the product is deployed -> the path of a fact that says so. What is a sample, a test or a tool of development does not count. */
export function deploymentTypes(facts: Omit<Deployment, 'types' | 'drift' | 'images'>): Map<string, string> {
  const found = new Map<string, string>()
  const add = (type: string, reach: string, fact: string) => void (reach === 'product' && !found.has(type) && found.set(type, fact))
  for (const [i, { reach }] of facts.dockerfiles.entries()) add('docker', reach, `dockerfiles.${i}`)
  for (const [i, { reach, kind }] of facts.compose.entries())
    add(kind === 'stack' ? 'docker-swarm' : 'docker-compose', reach, `compose.${i}`)
  for (const [i, { reach }] of facts.helm.entries()) add('helm', reach, `helm.${i}`)
  for (const [i, { reach }] of facts.kustomize.entries()) add('kustomize', reach, `kustomize.${i}`)
  for (const [i, { reach }] of facts.kubernetes.entries()) add('kubernetes', reach, `kubernetes.${i}`)
  for (const [i, { reach, type }] of facts.platforms.entries()) add(type, reach, `platforms.${i}`)
  for (const path of facts.terraform?.files ?? []) add('terraform', reachOf(path), 'terraform')
  return found
}
