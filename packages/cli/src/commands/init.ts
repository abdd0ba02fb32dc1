import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WriteError } from '@codegenie/core'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { CONFIG_NAMES } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

const TEXT = `# Configuration of codegenie, for whoever runs it in this directory. Everything is optional; what stands here is the default.
# A configuration that lies inside the repository that is gathered may set max_files and strict alone.

# Packages of probes, instead of those that codegenie brings and those among your dependencies.
# probes: ["@codegenie/probe-language-detection", "codegenie-probe-example"]

# Where artifacts are written; else .codegenie in the repository.
# out: facts

# Directories of skills, besides .codegenie/skills in the repository and in your home.
# skills: [skills]

max_files: 200000
strict: false

# The cache, which all repositories share.
cache_max_bytes: 536870912
cache_max_age_days: 30
`

export default async function init(_args: Arguments<typeof commands.init>, terminal: Terminal): Promise<ExitCode> {
  const there = CONFIG_NAMES.filter((name) => name !== 'package.json').find((name) => existsSync(join(terminal.cwd, name)))
  if (there !== undefined) throw new UsageError(`there is a ${there} already`)
  const [name = ''] = CONFIG_NAMES
  try {
    writeFileSync(join(terminal.cwd, name), TEXT, { flag: 'wx' })
  } catch (error) {
    throw new WriteError(`${name} cannot be written (${(error as NodeJS.ErrnoException).code})`, { cause: error })
  }
  terminal.print(`${name}\n`)
  return 0
}
