import { readdirSync } from 'node:fs'
import { ConfigError, type Directory, parseJson, readRegular } from '@codegenie/core'
import { inArtifact } from './artifact-files.ts'
import type { artifactPlace } from './artifact-place.ts'
import { asRunInputs, asRunRecord, type ProbeInputs, type RunRecord } from './run-schema.ts'

const RECORD = /^(\d{4}-[\dTZ-]{10,40}-[0-9a-f]{8})\.(json|inputs)$/
const MAX_BYTES = 128 << 20

/** What the last gather left of how it went, and of the one before whose inputs are known. It lies in the repository: anybody may have written it. */
export interface LastRun {
  readonly record: RunRecord
  /** By the probe's name; empty when they were not recorded. */
  readonly inputs: ReadonlyMap<string, ProbeInputs>
  readonly before: { readonly record: RunRecord | undefined; readonly inputs: ReadonlyMap<string, ProbeInputs> } | undefined
}

/** Throws `ConfigError` when there is none, or it is damaged. */
export function readLastRun(place: ReturnType<typeof artifactPlace>, root: string): LastRun {
  const shown = `${place.directory}/runs`
  const files = inArtifact(place, root, 'runs', readNewest)
  if (!files) throw new ConfigError(`there is no record of a gather in ${shown}; run codegenie gather first`)
  const record = asRunRecord(json(files.record))
  if (!record) throw new ConfigError(`the record of the last gather in ${shown} is damaged; run codegenie gather again`)
  const byProbe = (text: string | undefined) => new Map((asRunInputs(json(text)) ?? []).map((inputs) => [inputs.probe, inputs]))
  const before = files.before && { record: asRunRecord(json(files.before.record)), inputs: byProbe(files.before.inputs) }
  return { record, inputs: byProbe(files.inputs), before }
}

/** The record of one run, by its id or the end of that. Throws `ConfigError` when there is none, or it is damaged. */
export function readRun(place: ReturnType<typeof artifactPlace>, root: string, id: string): RunRecord {
  const text = inArtifact(place, root, 'runs', (runs) => {
    const name = readdirSync(runs.path).filter((each) => RECORD.test(each) && each.endsWith(`${id}.json`))
    const file = name.length === 1 ? readRegular(runs, name[0]!, MAX_BYTES) : undefined
    return file && 'bytes' in file ? file.bytes.toString('utf8') : undefined
  })
  const record = asRunRecord(json(text))
  if (!record) throw new ConfigError(`${place.directory}/runs has no record of a run ${id}`)
  return record
}

function readNewest(runs: Directory) {
  const names = readdirSync(runs.path)
    .filter((name) => RECORD.test(name))
    .sort()
  const read = (name: string) => {
    const file = names.includes(name) ? readRegular(runs, name, MAX_BYTES) : undefined
    return file && 'bytes' in file ? file.bytes.toString('utf8') : undefined
  }
  const last = names.findLast((name) => name.endsWith('.json'))?.replace('.json', '')
  if (last === undefined) return undefined
  const before = names.findLast((name) => name.endsWith('.inputs') && name < `${last}.`)?.replace('.inputs', '')
  return {
    record: read(`${last}.json`),
    inputs: read(`${last}.inputs`),
    before: before === undefined ? undefined : { record: read(`${before}.json`), inputs: read(`${before}.inputs`) },
  }
}

function json(text: string | undefined): unknown {
  const parsed = text === undefined ? undefined : parseJson(text)
  return parsed && 'value' in parsed ? parsed.value : undefined
}
