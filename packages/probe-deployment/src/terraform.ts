import type { Context } from './context.ts'
import type { Deployment } from './schema.ts'

export const TERRAFORM_LISTS = ['**/*.{tf,tofu}', '**/*.{tf,tofu}.json']

/** Names alone: no Terraform is read. */
export function terraformFacts(ctx: Pick<Context, 'match'>): { readonly value: Deployment['terraform'] } {
  const files = [...new Set(TERRAFORM_LISTS.flatMap((glob) => ctx.match(glob)))].sort()
  return { value: files.length === 0 ? null : { status: 'skipped', files } }
}
