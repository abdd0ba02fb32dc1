import { ciActions } from '@codegenie/catalogs/ci-actions'

/** What the catalog knows of a step that somebody else wrote, by its name with or without a version; `undefined` for all others. */
export function actionFacts(ref: string) {
  const name = actionName(ref)
  return Object.hasOwn(ciActions, name) ? ciActions[name] : undefined
}

/** Inputs of an action that hold commands of a shell. */
export function commandInputs(ref: string): readonly string[] {
  return actionFacts(ref)?.commands ?? []
}

function actionName(ref: string): string {
  const [name = ''] = ref.toLowerCase().split('@')
  const slash = name.lastIndexOf('/')
  const colon = name.indexOf(':', slash + 1)
  return slash === -1 || colon === -1 ? name : name.slice(0, colon)
}
