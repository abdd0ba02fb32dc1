import type { Context } from './context.ts'
import { reachOf } from './reach.ts'
import type { Terraform } from './schema-terraform.ts'
import type { Proven } from './workload.ts'

export const TERRAFORM_FILES = ['**/*.{tf,tofu}', '**/*.{tf,tofu}.json']

/** Their names, and what is in them where the option `terraform` asks for it; null when there are none. */
export async function terraformFacts(ctx: Context, isRead: boolean): Promise<Proven<Terraform> | undefined> {
  const files = [...new Set(TERRAFORM_FILES.flatMap((glob) => ctx.match(glob)))].sort()
  if (files.length === 0) return undefined
  if (isRead) return (await import('./terraform-configurations.ts')).terraformConfigurations(ctx, files)
  if (files.some((path) => reachOf(path) === 'product'))
    ctx.warn({
      code: 'terraform.skipped',
      message: 'the repository has Terraform, which is read only where the option deployment.terraform=true asks for it',
    })
  return { value: { status: 'skipped', files }, evidence: new Map([['', files[0]!]]) }
}
