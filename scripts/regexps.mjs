// No regular expression of ours may backtrack: each one in the sources is proved linear by recheck, or is listed with the reason in regexps.json.
//
//   node scripts/run.mjs exec node scripts/regexps.mjs [FILE…]
//
// FILE… are looked at instead of our sources: those of a dependency, by hand. Exit status 1 when there is a finding.
import { globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { checkSync } from 'recheck'
import { root } from './pnpm.mjs'

const SOURCES = ['packages/*/src/**/*.ts', 'catalogs/src/**/*.ts']
const reasons = JSON.parse(readFileSync(new URL('regexps.json', import.meta.url), 'utf8'))

function sources() {
  return globSync(SOURCES, { cwd: root })
    .filter((path) => !/\.(test|bench)\.ts$/.test(path))
    .sort()
    .map((path) => root + path)
}
