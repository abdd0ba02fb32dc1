/** Line of each key of a TOML file by its dotted path, array tables with their index: `services.0.http_checks.1`. */
export function tomlLines(text: string): Map<string, number> {
  const found = new Map<string, number>()
  const counts = new Map<string, number>()
  let table = ''
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim().slice(0, 500)
    const [, open, header = ''] = /^(\[\[?)\s{0,20}([^\]]{1,400}?)\s{0,20}\]/.exec(line) ?? []
    const [, key] = open
      ? []
      : (/^((?:[\w-]{1,100}|"[^"]{1,100}"|'[^']{1,100}')(?:\s{0,20}\.\s{0,20}[\w-]{1,100}){0,10})\s{0,20}=/.exec(line) ?? [])
    if (open) table = tablePath(keysOf(header), open === '[[', counts)
    const path = open ? table : key === undefined ? undefined : [...(table ? [table] : []), ...keysOf(key)].join('.')
    if (path !== undefined && !found.has(path)) found.set(path, index + 1)
  }
  return found
}

/** A part that is an array of tables stands for its last one. */
function tablePath(keys: readonly string[], isArray: boolean, counts: Map<string, number>): string {
  let path = ''
  for (const [i, key] of keys.entries()) {
    path = path ? `${path}.${key}` : key
    if (isArray && i === keys.length - 1) counts.set(path, (counts.get(path) ?? -1) + 1)
    const count = counts.get(path)
    if (count !== undefined) path = `${path}.${count}`
  }
  return path
}

const keysOf = (dotted: string): string[] => dotted.split('.').map((key) => key.trim().replaceAll(/^["']|["']$/g, ''))
