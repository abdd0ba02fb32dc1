// Every line of a folder of text files, as the sanitizer leaves it: prints each line that it changes. What is not the value of a password,
// secret, token or key is a false positive; the goal is none.
//
//   node scripts/run.mjs node scripts/false-positives.mjs DIR…
//
// Exit status 1 when a line is changed that gives nothing such a name.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sanitize } from '../packages/coordinator/dist/index.js'

const NAMED = /(?:pass(?:word|wd)?|secret|token|key)s?["']?\s{0,4}[=:]/i
const files = process.argv.slice(2).flatMap((dir) => readdirSync(dir, { recursive: true }).map((name) => join(dir, name)))
const changed = new Map()
let lines = 0
for (const file of files) {
  if (!statSync(file).isFile()) continue
  const text = readFileSync(file, 'utf8')
  if (text.includes('\0')) continue
  for (const line of text.split('\n')) {
    lines++
    const after = sanitize(line)
    if (after !== line && !after.includes('… (cut, ')) changed.set(line, `${file}: ${after.trim()}`)
  }
}
for (const [line, shown] of changed) {
  const isFalse = !NAMED.test(line)
  console.log(`${isFalse ? 'FALSE ' : ''}${shown.slice(0, 300)}`)
  if (isFalse) process.exitCode = 1
}
console.log(`${lines} lines, ${changed.size} changed`)
