// Opens every line that an artifact cites as evidence, and says which of them does not hold what it is said to prove.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Facts whose text stands in the cited line as it is, apart from quotes and a leading v; the others are only opened, but for `MEANT`. */
const LITERAL = [
  /^build_system\.package_manager\.version$/,
  /^build_system\.package_manager\.others\.\d+\.version$/,
  /^build_system\.node\.(sources\.\d+\.value|pinned)$/,
  /^build_system\.alternatives\.\d+\.name$/,
  /^build_system\.(packages\.\d+\.)?commands\.\w+\.script$/,
  /^build_system\.typescript\.(version_range|target|module|module_resolution)$/,
  /^build_system\.(bundlers|transpilers)\.\d+\.(version_range|port|output|entry)$/,
  /^test_inventory\.frameworks\.\d+\.version_range$/,
  /^test_inventory\.commands\.\w+\.script$/,
  /^test_inventory\.thresholds\.\d+\.(lines|branches|functions|statements)$/,
  /^language_stack\.frameworks\.\d+\.version(_range)?$/,
]

/** Facts that the cited line says in other words: what has to be in it, or in the path. */
const MEANT = [
  [/^build_system\.package_manager\.(name|others\.\d+\.name)$/, (name) => MANAGER[name.split('_')[0]]],
  [/^build_system\.output_artifacts\.\d+\.path$/, (path) => [path.slice(path.lastIndexOf('/') + 1)]],
  [/^build_system\.typescript\.strict$/, () => ['strict', 'tsconfig']],
  [/^build_system\.typescript\.(extends|references)\.\d+$/, (_, fact) => [fact.split('.')[2]]],
  [/^build_system\.typescript\.enabled$/, () => ['typescript', 'tsconfig']],
]

const MANAGER = {
  npm: ['npm', 'package-lock', 'package.json'],
  pnpm: ['pnpm', 'rush.json'],
  yarn: ['yarn'],
  bun: ['bun'],
}

/** One line for each fault: a place that does not exist, or a line without the fact. */
export function evidenceProblems(context, tree) {
  const problems = []
  for (const [probe, { evidence }] of Object.entries(context.probes ?? {})) {
    const slice = SLICES[probe]
    for (const place of new Set(Object.values(evidence).flat())) {
      if (lineAt(tree, place) === undefined) problems.push(`evidence: ${probe} cites ${place}, which does not exist`)
    }
    for (const [path, value] of slice ? leaves(context[slice], slice) : []) {
      if (value === null || isByRule(context, path)) continue
      const texts = textsOf(path, String(value))
      const places = placesOf(evidence, path.slice(slice.length + 1))
      if (texts && !places.some((place) => texts.some((text) => holds(lineAt(tree, place) ?? '', text) || isNamed(path, place, text))))
        problems.push(`evidence: ${path} is said to stand at ${places.join(', ') || 'no place'}, which does not hold it`)
    }
  }
  return problems
}

/** One of which has to stand there; undefined where nothing can be said. */
function textsOf(path, value) {
  if (LITERAL.some((pattern) => pattern.test(path))) return [value]
  return MEANT.find(([pattern]) => pattern.test(path))?.[1](value, path)
}

/** A lockfile says by its name whose it is. */
function isNamed(path, place, text) {
  return !LITERAL.some((pattern) => pattern.test(path)) && place.includes(text)
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
