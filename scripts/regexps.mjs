// No regular expression of ours may backtrack super-linearly: recheck proves each one in the sources linear, or it is in regexps.json with the
// reason why it may stay. What was proved once stands in regexps.json, too, and is not proved again.
//
//   node scripts/run.mjs node scripts/regexps.mjs [--write]
//
// --write proves what is new and notes it. Exit status 1 when there is a finding.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseSync, Visitor } from 'oxc-parser'
import { checkSync } from 'recheck'
import { root } from './pnpm.mjs'

const LIST = new URL('regexps.json', import.meta.url)
const TIMEOUT = 60_000
const LOCKFILES = 'packages/lockfiles/dist/index.js'

function sources() {
  const folders = ['catalogs/src', ...readdirSync(`${root}packages`).map((name) => `packages/${name}/src`)]
  return folders
    .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((path) => `${folder}/${path}`))
    .filter((path) => path.endsWith('.ts') && !/\.(?:test|bench)\.ts$/.test(path))
    .sort()
}

/** Literal -> where it stands. Patterns that are put together at run time are literals of parts, or are named in the list by their source. */
function regexps() {
  const found = new Map()
  const add = (source, place) => found.set(source, [...(found.get(source) ?? []), place])
  for (const path of sources()) {
    const text = readFileSync(root + path, 'utf8')
    const place = ({ start }) => `${path}:${text.slice(0, start).split('\n').length}`
    const constructed = (node) => {
      if (node.callee.name === 'RegExp') add(text.slice(node.start, node.end).replace(/\s+/g, ' '), place(node))
    }
    const visitor = new Visitor({
      Literal: (node) => node.regex && add(node.raw, place(node)),
      NewExpression: constructed,
      CallExpression: constructed,
    })
    visitor.visit(parseSync(path, text).program)
  }
  return found
}

/** Those that a package puts together when it is loaded, or for an indentation that it meets, as they are then. */
async function madeAtRunTime() {
  const Original = globalThis.RegExp
  const made = new Map()
  globalThis.RegExp = new Proxy(Original, {
    construct(target, args) {
      const regexp = Reflect.construct(target, args)
      made.set(String(regexp), [LOCKFILES])
      return regexp
    },
  })
  const { parse } = await import(root + LOCKFILES)
  for (const indent of ['  ', '\t', '    ']) parse(JSON.stringify({ packages: { a: {} } }, null, indent), { path: 'package-lock.json' })
  globalThis.RegExp = Original
  return made
}

/** `undefined` when it is linear, else what is wrong with it. */
function finding(source) {
  const literal = /^\/(.*)\/([a-z]*)$/s.exec(source)
  if (!literal) return 'put together at run time'
  const { status, complexity, attack } = checkSync(literal[1], literal[2], { timeout: TIMEOUT })
  if (status === 'safe') return undefined
  return status === 'unknown' ? 'could not be proved linear' : `${complexity.summary}, for example on ${attack.pattern.slice(0, 100)}`
}

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const list = JSON.parse(readFileSync(LIST, 'utf8'))
const linear = new Set(list.linear)
let findings = 0
const all = new Map([...regexps(), ...(await madeAtRunTime())])
for (const [source, places] of all) {
  if (linear.has(source) || Object.hasOwn(list.excused, source)) continue
  const wrong = finding(source)
  if (wrong === undefined) linear.add(source)
  else {
    findings++
    console.log(`${places.join(', ')}: ${source}\n  ${wrong}`)
  }
}
for (const source of Object.keys(list.excused)) {
  if (all.has(source)) continue
  findings++
  console.log(`regexps.json excuses what is not there any more: ${source}`)
}
const proved = [...linear].filter((source) => all.has(source)).sort()
if (options.write) writeFileSync(LIST, `${JSON.stringify({ ...list, linear: proved }, undefined, 2)}\n`)
console.log(`${all.size} regular expressions: ${proved.length} linear, ${Object.keys(list.excused).length} excused, ${findings} findings`)
if (findings > 0) process.exitCode = 1
