import { artifactJsonSchema } from '@codegenie/coordinator'
import { type AnyProbe, type JsonSchema, type LazyProbe, sliceJsonSchema } from '@codegenie/core'
import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { suggestion } from '../nearest.ts'
import { registeredProbes } from '../probes.ts'
import type { Terminal } from '../terminal.ts'

export default async function schema(
  { operands: [wanted], flags }: Arguments<typeof commands.schema>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { repository, found } = await askedRepository(flags.repo, flags, terminal)
  const probes = (await registeredProbes(found, repository)).map(({ probe }) => probe)
  terminal.print(`${JSON.stringify(await wantedSchema(wanted, probes), null, 2)}\n`)
  return 0
}

async function wantedSchema(wanted: string | undefined, probes: readonly (AnyProbe | LazyProbe)[]): Promise<object> {
  if (wanted === 'views' || wanted === 'conflicts') return (await import('@codegenie/views/schema')).viewJsonSchemas()[wanted]
  return wanted === undefined ? ofArtifact(probes) : ofSlice(probes, wanted)
}

async function ofArtifact(probes: readonly (AnyProbe | LazyProbe)[]): Promise<JsonSchema> {
  return artifactJsonSchema(await Promise.all(probes.map(loaded)))
}

async function ofSlice(probes: readonly (AnyProbe | LazyProbe)[], wanted: string): Promise<JsonSchema> {
  const probe = probes.find(({ name, slice }) => name === wanted || slice === wanted)
  if (!probe) {
    const slices = probes.map(({ slice }) => slice)
    throw new UsageError(`there is no slice or probe ${wanted}${suggestion(wanted, slices)}; the slices are ${slices.join(', ')}`)
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: probe.slice, ...(await sliceJsonSchema(await loaded(probe))) }
}

function loaded(probe: AnyProbe | LazyProbe): AnyProbe | Promise<AnyProbe> {
  return 'load' in probe ? probe.load() : probe
}
