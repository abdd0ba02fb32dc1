import { resolve } from 'node:path'
import { toYaml } from '@codegenie/coordinator'
import { ConfigError, type Json, readRegular } from '@codegenie/core'
import { inArtifact } from '../artifact-files.ts'
import { artifactPlace } from '../artifact-place.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { loadConfig } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { lookUp } from '../fact.ts'
import { repositoryOf } from '../is-inside.ts'
import { type Terminal, visibleLine } from '../terminal.ts'

const MAX_BYTES = 256 << 20
/** More keys than that are counted, not listed. */
const MAX_LISTED = 20

export default async function show({ operands: [path], flags }: Arguments<typeof commands.show>, terminal: Terminal): Promise<ExitCode> {
  const root = resolve(terminal.cwd, flags.repo ?? '.')
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository: repositoryOf(root), say: terminal.say })
  const place = artifactPlace(root, flags.out, found, terminal)
  const text = readArtifact(place, root)
  if (path === undefined && flags.json) terminal.print(text)
  else terminal.print(rendered(fact(parse(text, place.directory), path), flags.json === true, terminal.isTty.stdout))
  return 0
}

function readArtifact(place: ReturnType<typeof artifactPlace>, root: string): string {
  const read = inArtifact(place, root, 'context', (context) => readRegular(context, 'repo-context.json', MAX_BYTES))
  if (!read) throw new ConfigError(`there is no artifact in ${place.directory}/context; run codegenie gather first`)
  if ('problem' in read) throw new ConfigError(`${place.directory}/context/repo-context.json: ${read.message}`)
  return read.bytes.toString('utf8')
}

function parse(text: string, directory: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new ConfigError(`${directory}/context/repo-context.json is damaged; run codegenie gather again`)
  }
}

function fact(artifact: Json, path: string | undefined): Json {
  if (path === undefined) return artifact
  const found = lookUp(artifact, path)
  if ('value' in found) return found.value
  const { stopped, there, meant } = found
  const holder = stopped === '' ? 'the artifact' : stopped
  const more = there.length > MAX_LISTED ? ` and ${there.length - MAX_LISTED} more` : ''
  const has = there.length > 0 ? `${holder} has ${there.slice(0, MAX_LISTED).join(', ')}${more}` : `${holder} has nothing below it`
  throw new UsageError(
    `there is no ${path}${meant === undefined ? '' : ` (did you mean ${stopped === '' ? meant : `${stopped}.${meant}`}?)`}; ${has}`,
  )
}

function rendered(value: Json, isJson: boolean, isTty: boolean): string {
  if (isJson) return `${JSON.stringify(value)}\n`
  if (typeof value === 'string') return `${isTty ? visibleLine(value) : value}\n`
  return toYaml(value)
}
