import type { Json } from '@codegenie/core'
import { asText, get } from './documents.ts'
import type { Target } from './kustomization.ts'
import type { Patchable } from './patch.ts'

/** What a strategic patch is for. */
export const targetOf = (value: Json): Target => ({
  kind: asText(get(value, 'kind')),
  name: asText(get(value, 'metadata', 'name')),
  selectors: [null, null],
})

export function isTarget({ value: object, names }: Patchable, { kind, name, selectors: [labels, annotations] }: Target): boolean {
  return (
    (kind === null || matchesName(asText(get(object, 'kind')) ?? '', kind)) &&
    (name === null || [asText(get(object, 'metadata', 'name')) ?? '', ...names].some((each) => matchesName(each, name))) &&
    fits(get(object, 'metadata', 'labels'), labels) &&
    fits(get(object, 'metadata', 'annotations'), annotations)
  )
}

/** Selectors of equality and existence: `app=web,tier!=db,team,!old`. */
function fits(pairs: Json | undefined, selector: string | null): boolean {
  return (selector ?? '').split(',').every((term) => {
    const [, not, key = '', operator, wanted] = /^(!?)([\w./-]{0,300})\s{0,20}(==?|!=)?\s{0,20}([\w.-]{0,300})$/.exec(term.trim()) ?? []
    if (key === '') return true
    const found = asText(get(pairs, key))
    if (operator === undefined) return (found !== null) === (not === '')
    return (found === wanted) === (operator !== '!=')
  })
}

/** Could a target be told at all? Names are regular expressions, of which `|` and `.*` are understood. */
export const isTold = (target: Target | undefined): boolean =>
  [target?.kind, target?.name].every((pattern) => !pattern || !/[()[\]+?{}\\]/.test(pattern)) &&
  (target?.selectors ?? []).every((selector) => !selector || !/[()]/.test(selector))

/** Alternatives of patterns. */
const matchesName = (name: string, pattern: string): boolean => pattern.split('|').some((each) => matchesOne(name, each))

function matchesOne(name: string, pattern: string): boolean {
  const parts = pattern.replace(/^\^/, '').replace(/\$$/, '').split('.*')
  if (parts.length === 1) return name === parts[0]
  let at = name.startsWith(parts[0]!) ? parts[0]!.length : -1
  for (const part of parts.slice(1, -1)) at = at === -1 ? -1 : name.indexOf(part, at) === -1 ? -1 : name.indexOf(part, at) + part.length
  return at !== -1 && name.length - parts.at(-1)!.length >= at && name.endsWith(parts.at(-1)!)
}
