/** As much of a run record as is read back. Fields that are not known are left out. */
export interface RunRecord {
  readonly gather_id?: string | null
  readonly probes: readonly {
    readonly probe: string
    readonly status: 'ok' | 'cached' | 'skipped' | 'failed'
    readonly key: string | null
    readonly miss: string | null
    readonly error: string | null
    readonly duration_ms?: number
  }[]
}

type Pairs = readonly (readonly [string, string])[]

export interface ProbeInputs {
  readonly probe: string
  readonly version: string
  readonly digest: string
  readonly results: string
  readonly globs: { readonly reads: readonly string[]; readonly lists: readonly string[] }
  readonly reads: Pairs
  readonly listed: number
  readonly lists: readonly string[]
  readonly problems: Pairs
  readonly needs: Pairs
}

type Fields = Readonly<Record<string, unknown>>

/** `undefined` for anything but a record. By hand: a schema library costs more to load than all that reads it. */
export function asRunRecord(value: unknown): RunRecord | undefined {
  if (!isFields(value) || !Array.isArray(value['probes']) || !value['probes'].every(isProbeRecord)) return undefined
  const { gather_id } = value
  const probes = value['probes'].map(({ probe, status, key, miss, error, duration_ms }) => ({
    probe,
    status,
    key,
    miss,
    error,
    duration_ms: typeof duration_ms === 'number' ? duration_ms : 0,
  }))
  return { gather_id: typeof gather_id === 'string' ? gather_id : null, probes }
}

export function asRunInputs(value: unknown): readonly ProbeInputs[] | undefined {
  return Array.isArray(value) && value.every(isProbeInputs) ? value : undefined
}

const STATES = ['ok', 'cached', 'skipped', 'failed']

function isProbeRecord(value: unknown): value is RunRecord['probes'][number] {
  if (!isFields(value)) return false
  const { probe, status, key, miss, error } = value
  const isKey = key === null || (typeof key === 'string' && /^[0-9a-f]{64}$/.test(key))
  return typeof probe === 'string' && STATES.includes(status as string) && isKey && isTextOrNull(miss) && isTextOrNull(error)
}

function isProbeInputs(value: unknown): value is ProbeInputs {
  if (!isFields(value)) return false
  const texts = ['probe', 'version', 'digest', 'results'].every((field) => typeof value[field] === 'string')
  const pairs = ['reads', 'problems', 'needs'].every((field) => isPairs(value[field]))
  const { globs, lists, listed } = value
  return (
    texts && pairs && Number.isInteger(listed) && isTexts(lists) && isFields(globs) && isTexts(globs['reads']) && isTexts(globs['lists'])
  )
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isPairs(value: unknown): value is Pairs {
  return Array.isArray(value) && value.every((item) => isTexts(item) && item.length === 2)
}
