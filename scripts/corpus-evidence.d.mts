/** One line for each fault: a place that does not exist, or a line without the fact. */
export function evidenceProblems(context: object, tree: string): string[]
