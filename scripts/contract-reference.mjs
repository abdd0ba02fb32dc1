// docs/contract.md, made from the types and their comments in packages/core/src/probe.ts. With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { root } from './pnpm.mjs'

const lines = readFileSync(`${root}packages/core/src/probe.ts`, 'utf8').split('\n')

/** The comment that ends above a line, as text. */
function commentAbove(index) {
  if (!lines[index - 1]?.trim().endsWith('*/')) return ''
  let start = index - 1
  while (!lines[start].includes('/**')) start--
  const text = lines.slice(start, index).map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*)?\s?/, '').replace(/\s*\*\/$/, ''))
  return text.join(' ').trim()
}

/** From an export to the line that closes it. */
function declaration(start) {
  let end = start
  if (/[{(<]$/.test(lines[start])) while (!/^[})]/.test(lines[end]) || /[{(]$/.test(lines[end])) end++
  return { start, body: lines.slice(start, end + 1) }
}

function section(start) {
  const { body } = declaration(start)
  const name = /^export (?:interface|type|function) (\w+)/.exec(lines[start])[1]
  const isInterface = lines[start].startsWith('export interface')
  const members = isInterface ? body.flatMap((line, i) => (/^ {2}[\w(]/.test(line) ? [[line.trim(), commentAbove(start + i)]] : [])) : []
  const cell = (text) => text.replaceAll('|', '\\|')
  const rows = members.map(([signature, comment]) => `| \`${cell(signature.replace(/^readonly /, ''))}\` | ${cell(comment)} |`)
  const table = rows.length > 0 ? ['| member | |', '|---|---|', ...rows] : ['```ts', ...body, '```']
  const about = commentAbove(start)
  return [`## ${name}`, '', ...(about ? [about, ''] : []), ...table, ''].join('\n')
}

const starts = lines.flatMap((line, index) => (/^export (?:interface|type|function)/.test(line) ? [index] : []))
const head =
  '# The contract\n\nMade from `packages/core/src/probe.ts` by `scripts/contract-reference.mjs`. How to use it: [probes.md](probes.md).\n'
const text = `${[head, ...starts.map(section)].join('\n').trimEnd()}\n`

if (!process.argv.includes('--check')) writeFileSync(`${root}docs/contract.md`, text)
else if (readFileSync(`${root}docs/contract.md`, 'utf8') !== text) {
  console.log('docs/contract.md is not what packages/core/src/probe.ts says: run node scripts/contract-reference.mjs')
  process.exitCode = 1
}
