export interface LocalRegistry {
  readonly host: string
  readonly url: string
  add(packed: Packed): void
  close(): Promise<void>
}

interface Packed {
  readonly file: string
  readonly manifest: Readonly<Record<string, unknown>>
}

export function localRegistry(upstream: string): Promise<LocalRegistry>
