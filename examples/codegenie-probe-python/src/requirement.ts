import type { Requirement } from './schema.ts'

/** https://peps.python.org/pep-0503/#normalized-names */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?![A-Za-z0-9])/

/** `name[extra]>=1; marker`, as https://peps.python.org/pep-0508/ has it; undefined for what is none. URLs are left out: they can hold secrets. */
export function parseRequirement(text: string): Requirement | undefined {
  const name = NAME.exec(text.trim().slice(0, 2000))?.[0]
  if (name === undefined) return undefined
  let rest = text.trim().slice(name.length).trimStart()
  if (rest.startsWith('[')) {
    const end = rest.indexOf(']')
    if (end === -1) return undefined
    rest = rest.slice(end + 1).trimStart()
  }
  if (rest.startsWith('@')) return { name: normalName(name), specifier: null }
  const specifier = (rest.split(';')[0] ?? '').replace(/^\((.*)\)\s*$/, '$1').replaceAll(/\s+/g, '')
  if (specifier !== '' && !/^(?:[<>=!~]=?|===)/.test(specifier)) return undefined
  return { name: normalName(name), specifier: specifier === '' ? null : specifier }
}
