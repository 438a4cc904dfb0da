/** What an operator can mend; the message says how, so that it is printed without a stack. */
export class OperatorError extends Error {}
