export interface Packed {
  readonly file: string
  readonly manifest: Readonly<Record<string, unknown>>
}

export function packAll(directory: string): Promise<ReadonlyMap<string, Packed>>
