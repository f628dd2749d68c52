/** What an engine or a manager answers when it does not do what it was asked: a status and its own words. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
