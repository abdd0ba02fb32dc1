import type { Repo } from './model.ts'
import { entriesOf, itemsOf, type Node, placeOf } from './node.ts'

const SECRET = /\bsecrets\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*['"]([^'"]+)['"]\s*\])/g

/** Notes the names of the secrets that the expressions of a document ask for. */
export function noteSecrets(repo: Pick<Repo, 'secrets'>, node: Node): void {
  const { value, keys } = node
  if (typeof value === 'string') {
    if (!value.includes('secrets') || !(value.includes('${{') || keys.at(-1) === 'if')) return
    const names = new Set([...value.matchAll(SECRET)].map(([, dotted, quoted]) => dotted ?? quoted ?? ''))
    for (const name of names) noteSecret(repo, name, placeOf(node))
  } else if (Array.isArray(value)) for (const item of itemsOf(node)) noteSecrets(repo, item)
  else for (const [, child] of entriesOf(node)) noteSecrets(repo, child)
}

export function noteSecret({ secrets }: Pick<Repo, 'secrets'>, name: string, place: string): void {
  const places = secrets.get(name)
  if (places === undefined) secrets.set(name, [place])
  else if (!places.includes(place)) places.push(place)
}
