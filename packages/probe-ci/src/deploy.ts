import { nameOf } from './calls.ts'

/** Programs and subcommands that change what runs somewhere, or publish a package. */
const DEPLOYS = new Set(
  `kubectl apply|kubectl set|kubectl rollout|kubectl replace|kubectl patch|helm upgrade|helm install|helmfile apply|helmfile sync|flyctl deploy|fly deploy|vercel
  |netlify deploy|serverless deploy|sls deploy|sam deploy|cdk deploy|terraform apply|tofu apply|pulumi up|gcloud deploy|gcloud run deploy
  |gcloud app deploy|gcloud functions deploy|aws ecs update-service|aws s3 sync|aws lambda update-function-code|aws deploy create-deployment
  |aws cloudformation deploy|az webapp deploy|az webapp deployment|az containerapp update|az functionapp deployment|heroku container:release|firebase deploy
  |wrangler deploy|wrangler publish|wrangler pages|skaffold run|skaffold deploy|ansible-playbook|eb deploy|railway up|docker stack deploy
  |argocd app sync|argocd app set|gh-pages|lerna publish|changeset publish|semantic-release|copilot deploy|cap deploy|twine upload
  |cargo publish|gem push|goreleaser release|surge|appcfg.py update|rancher kubectl`
    .split('|')
    .map((name) => name.trim()),
)

const PROGRAMS = new Set([...DEPLOYS].map((name) => name.split(' ', 1)[0]))

/** Does a call (words of one program) deploy something, or publish a package? */
export function isDeploy([program = '', ...rest]: readonly string[]): boolean {
  if (!PROGRAMS.has(nameOf(program))) return false
  const plain = [nameOf(program), ...rest.filter((word) => !word.startsWith('-'))]
  if (rest.some((word) => ['--dry-run', '--dry-run=client', '--build-only'].includes(word))) return false
  if (plain[0] === 'vercel' && ['pull', 'build', 'link', 'env', 'whoami', 'login'].includes(plain[1] ?? '')) return false
  return [1, 2, 3].some((length) => DEPLOYS.has(plain.slice(0, length).join(' ')))
}
