// Opens every line that an artifact cites as evidence, and says which of them does not hold what it is said to prove.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Facts whose text stands in the cited line as it is, apart from quotes and a leading v; the others are only opened. */
const LITERAL = [
  /^build_system\.package_manager\.version$/,
  /^build_system\.node\.sources\.\d+\.value$/,
  /^build_system\.(packages\.\d+\.)?commands\.\w+\.script$/,
  /^build_system\.typescript\.(version_range|target|module|module_resolution)$/,
  /^build_system\.(bundlers|transpilers)\.\d+\.(version_range|port|output|entry)$/,
  /^test_inventory\.frameworks\.\d+\.version_range$/,
  /^test_inventory\.commands\.\w+\.script$/,
  /^language_stack\.frameworks\.\d+\.version(_range)?$/,
]

/** One line for each fault: a place that does not exist, or a line without the fact. */
export function evidenceProblems(context, tree) {
  const problems = []
  for (const [probe, { evidence }] of Object.entries(context.probes ?? {})) {
    const slice = SLICES[probe]
    for (const place of new Set(Object.values(evidence).flat())) {
      if (lineAt(tree, place) === undefined) problems.push(`evidence: ${probe} cites ${place}, which does not exist`)
    }
    for (const [path, value] of slice ? leaves(context[slice], slice) : []) {
      if (value === null || !LITERAL.some((pattern) => pattern.test(path)) || isByRule(context, path)) continue
      const places = placesOf(evidence, path.slice(slice.length + 1))
      if (!places.some((place) => holds(lineAt(tree, place) ?? '', String(value))))
        problems.push(`evidence: ${path} is said to stand at ${places.join(', ') || 'no place'}, which does not hold it`)
    }
  }
  return problems
}

const SLICES = { language_detection: 'language_stack', node_build_system: 'build_system', test_inventory: 'test_inventory' }

/** `npm start` of a server.js has a script that stands nowhere. */
function isByRule(context, path) {
  const command = path
    .split('.')
    .slice(0, -1)
    .reduce((value, key) => value?.[key], context)
  return command?.proof === 'derived'
}

function* leaves(value, path) {
  if (value === null || typeof value !== 'object') yield [path, value]
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, `${path}.${key}`)
}

/** Of the fact, or of the nearest one above it. */
function placesOf(evidence, path) {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('.'))) {
    if (Object.hasOwn(evidence, at)) return [evidence[at]].flat()
    if (!at.includes('.')) return []
  }
}

const texts = new Map()

/** The line, the whole file where no line is named; undefined where there is none. */
function lineAt(tree, place) {
  const [, path = place, line] = /^(.*?):(\d+)$/.exec(place) ?? []
  const file = join(tree, path)
  if (!texts.has(file)) texts.set(file, existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8').split('\n') : undefined)
  const lines = texts.get(file)
  return line === undefined ? lines?.join('\n') : lines?.[Number(line) - 1]
}

function holds(line, value) {
  return line.includes(value) || line.includes(JSON.stringify(value).slice(1, -1))
}
