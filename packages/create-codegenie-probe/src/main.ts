#!/usr/bin/env node
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { packageFiles } from './package-files.ts'
import { planOf, USAGE } from './wish.ts'

async function main(): Promise<void> {
  const terminal =
    process.stdin.isTTY && process.stderr.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : undefined
  try {
    const plan = await planOf(process.argv.slice(2), terminal && ((question) => terminal.question(question)))
    if (plan === 'help') return void process.stdout.write(USAGE)
    const { directory, wish } = plan
    if (existsSync(directory) && readdirSync(directory).length > 0) throw new Error(`${directory} is there already, and is not empty`)
    for (const [path, text] of Object.entries(packageFiles(wish))) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), text, { flag: 'wx' })
    }
    process.stdout.write(`${directory} is there. Next:

  cd ${directory}
  npm install
  npm test                                # builds it, and checks that it keeps the contract
  npx codegenie probe test . --repo PATH  # the same checks on a repository of yours
  npm pack                                # install the tarball beside codegenie, and it is part of every gather
`)
  } finally {
    terminal?.close()
  }
}

main().catch((error: Error) => {
  process.stderr.write(`create-codegenie-probe: ${error.message}\n`)
  process.exitCode = 2
})
