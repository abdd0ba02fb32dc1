/** Any value of a parsed file. */
export type Table = { readonly [key: string]: unknown }

export function table(value: unknown): Table | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) ? (value as Table) : undefined
}

export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    const found = table(inner)
    return found && Object.hasOwn(found, key) ? found[key] : undefined
  }, value)
}

export function textAt(value: unknown, ...keys: readonly string[]): string | null {
  const found = at(value, ...keys)
  return typeof found === 'string' ? found : null
}

export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = at(value, ...keys)
  return Array.isArray(found) ? found : []
}

/** `path:line` of `key` in the table `header` (`project`, `tool.poetry`); the header, or the path alone, where it is written in another way. */
export function tomlLine(path: string, text: string, header: string, key: string): string {
  let current = ''
  let found: number | undefined
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    const opened = /^\[+([^\]]+)\]/.exec(line)?.[1]
    if (opened !== undefined) current = opened.replaceAll(/[\s"']/g, '')
    if (current !== header) continue
    if (opened !== undefined) found ??= index + 1
    else if (line.startsWith(key) && /^["']?\s*=/.test(line.slice(key.length))) return `${path}:${index + 1}`
  }
  return found === undefined ? path : `${path}:${found}`
}
