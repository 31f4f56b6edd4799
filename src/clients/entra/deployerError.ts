/** The identity that runs the deployment is missing, incomplete, or given in a way that nobody reads. */
export class DeployerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DeployerError";
  }
}
