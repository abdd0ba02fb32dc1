import { type Context, evidenceOf } from './context.ts'
import { isRootByDefault } from './image-user.ts'
import type { Found } from './risk-flags.ts'

type Deployment = NonNullable<Context['deployment']>
type Dockerfile = Deployment['dockerfiles'][number]

/** What stands in the Dockerfiles and compose files of the product. */
export function imageFlags(context: Context): Found[] {
  const { dockerfiles = [], compose = [] } = context.deployment ?? {}
  return [
    ...dockerfiles.flatMap((dockerfile, d) => (dockerfile.reach === 'product' ? ofDockerfile(context, dockerfile, d) : [])),
    ...compose.flatMap(({ reach, services }, c) => (reach === 'product' ? ofServices(context, services, c) : [])),
  ]
}

function ofDockerfile(context: Context, { path, stages, final, arg_names }: Dockerfile, d: number): Found[] {
  const at = (fact: string) => evidenceOf(context, 'deployment', `dockerfiles.${d}.${fact}`)
  const last = `stages.${stages.length - 1}`
  const found: Found[] = []
  if (final && /^(?:root|0)(?::|$)/.test(final.user ?? ''))
    found.push({ id: 'root_user', message: `${path} starts as ${final.user}`, at: at('final.user') })
  if (final && final.user === null && isRootByDefault(stages))
    found.push({ id: 'root_user', message: `${path} sets no user, and ${stages.at(-1)!.base_image} starts as root`, at: at(last) })
  if (final?.shell_form === true)
    found.push({ id: 'shell_form_start', message: `${path} starts in the shell form`, at: at('final.shell_form') })
  for (const [s, { from_stage, base_image, tag, digest }] of stages.entries()) {
    if (from_stage !== null || digest !== null || base_image === 'scratch' || /[$%{]/.test(base_image)) continue
    if (tag === null || tag === 'latest')
      found.push({ id: 'unpinned_base_image', message: `${path} starts from ${base_image}, without a version`, at: at(`stages.${s}`) })
  }
  const secrets = arg_names.filter(isSecretName)
  if (secrets.length > 0)
    found.push({ id: 'secret_in_build_args', message: `${path} takes ${secrets.join(', ')} as build arguments`, at: at('arg_names') })
  return found
}

function ofServices(context: Context, services: Deployment['compose'][number]['services'], c: number): Found[] {
  return services.flatMap(({ name, build }, s) => {
    const secrets = build?.arg_names.filter(isSecretName) ?? []
    if (secrets.length === 0) return []
    const at = evidenceOf(context, 'deployment', `compose.${c}.services.${s}`)
    return [{ id: 'secret_in_build_args', message: `${name} is built with ${secrets.join(', ')} as build arguments`, at }]
  })
}

const SECRET =
  /(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|(?:API|PRIVATE|ACCESS|SSH|SIGNING)_KEY)(?:_|$)/i

/** Goes by the name alone: values are never collected. Names of files and of public keys are no secrets. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !/(?:^|_)(?:PUBLIC|FILE|PATH|NAME|URL)(?:_|$)/i.test(name)
}
