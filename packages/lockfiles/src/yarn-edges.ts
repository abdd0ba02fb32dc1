import { indexed } from './descriptors.ts'
import { type Nodes, nodeOf } from './graph.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { indentEnd, lineEnd } from './yaml-line.ts'

/** Entries ask for descriptors, `name "^1.0.0"` or `name: "npm:^1.0.0"`, and are found by what they answer. */
export function yarnEdges(text: string, { packages, format }: Lockfile, nodes: Nodes): void {
  const answers = indexed(packages)
  let only: ReadonlyMap<string, LockedPackage | undefined> | undefined
  const find = (name: string, range: string) => {
    const found = answers.get(`${name}@${range}`) ?? answers.get(`${name}@npm:${range}`) ?? (only ??= onlyOnes(packages)).get(name)
    return found ? nodeOf(found, nodes) : -1
  }
  const separator = format === 'yarn-classic' ? ' ' : ': '
  let entry: Entry = { from: undefined, asked: [], optional: new Set() }
  let group = ''
  let subject = ''
  const finish = () => {
    if (entry.from !== undefined)
      for (const [name, range] of entry.asked) nodes.add(entry.from, find(name, range), entry.optional.has(name))
  }
  for (let at = 0; at < text.length; ) {
    const from = indentEnd(text, at)
    const end = lineEnd(text, from)
    const indent = from - at
    at = end + 1
    if (from === end || text.charCodeAt(from) === 35) continue
    if (indent === 0) {
      finish()
      const own = answers.get(firstDescriptor(text.slice(from, end)))
      entry = { from: own && nodeOf(own, nodes), asked: [], optional: new Set() }
    } else if (entry.from === undefined) continue
    else if (indent === 2) group = text.slice(from, end)
    else {
      const [name, value] = split(text.slice(from, end), separator)
      if (indent === 4) subject = name
      if (indent === 4 && (group === 'dependencies:' || group === 'optionalDependencies:')) {
        entry.asked.push([name, value])
        if (group === 'optionalDependencies:') entry.optional.add(name)
      } else if (indent === 6 && group === 'dependenciesMeta:' && name === 'optional') entry.optional.add(subject)
    }
  }
  finish()
}

/** `resolutions` replace ranges, which then stand in no header: the only version that there is must be meant. */
function onlyOnes(packages: readonly LockedPackage[]): ReadonlyMap<string, LockedPackage | undefined> {
  const only = new Map<string, LockedPackage | undefined>()
  for (const each of packages) only.set(each.name, only.has(each.name) ? undefined : each)
  return only
}

interface Entry {
  readonly from: number | undefined
  readonly asked: [name: string, range: string][]
  readonly optional: Set<string>
}

/** Of a header, what stands first in it: `a@^1, a@^2:`, `"a@^1", a@^2:`, `"a@npm:^1, a@npm:^2":`, `? "a@npm:^1, …"`. */
function firstDescriptor(header: string): string {
  const start = header.startsWith('? ') ? 2 : 0
  const quote = header[start]
  const isQuoted = quote === '"' || quote === "'"
  const plain = isQuoted ? header.slice(start + 1) : header.slice(start)
  const ends = [plain.indexOf(', '), isQuoted ? plain.indexOf(quote) : plain.length - 1].filter((end) => end !== -1)
  return plain.slice(0, Math.min(...ends))
}

function split(line: string, separator: string): [name: string, value: string] {
  const quote = line[0]
  const isQuoted = quote === '"' || quote === "'"
  const close = isQuoted ? line.indexOf(quote, 1) : line.indexOf(separator)
  const name = isQuoted ? line.slice(1, close) : line.slice(0, close === -1 ? undefined : close)
  const value = close === -1 ? '' : line.slice(close + separator.length + (isQuoted ? 1 : 0))
  return [name.replace(/:$/, ''), /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value]
}
