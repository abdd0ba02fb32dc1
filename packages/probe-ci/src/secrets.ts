import type { Repo } from './model.ts'
import { type Node, placeOf } from './node.ts'

const SECRET = /\bsecrets\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*['"]([^'"]+)['"]\s*\])/g

/** Notes the names of the secrets that the expressions of a document ask for. Most texts ask for none: a node is made for those that do. */
export function noteSecrets(repo: Pick<Repo, 'secrets'>, { doc, keys, value }: Node): void {
  if (typeof value === 'string') {
    if (!value.includes('secrets') || !(value.includes('${{') || keys.at(-1) === 'if')) return
    const names = new Set([...value.matchAll(SECRET)].map(([, dotted, quoted]) => dotted ?? quoted ?? ''))
    for (const name of names) noteSecret(repo, name, placeOf({ doc, keys, value }))
  } else if (value !== null && typeof value === 'object') {
    const isList = Array.isArray(value)
    for (const key of Object.keys(value)) {
      const inner = (value as Record<string, unknown>)[key]
      const asks = typeof inner === 'string' ? inner.includes('secrets') : typeof inner === 'object'
      if (asks) noteSecrets(repo, { doc, keys: [...keys, isList ? Number(key) : key], value: inner })
    }
  }
}

export function noteSecret({ secrets }: Pick<Repo, 'secrets'>, name: string, place: string): void {
  const places = secrets.get(name)
  if (places === undefined) secrets.set(name, [place])
  else if (!places.includes(place)) places.push(place)
}
