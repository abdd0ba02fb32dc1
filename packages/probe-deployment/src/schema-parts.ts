import { z } from 'zod'

/** Made once for all fields: making a schema costs more than most files that it is for. */
export const Text = z.string()
export const TextOrNull = Text.nullable()
export const Texts = z.array(Text)
export const TextsOrNull = Texts.nullable()
export const Int = z.int()
export const IntOrNull = Int.nullable()
export const FlagOrNull = z.boolean().nullable()
