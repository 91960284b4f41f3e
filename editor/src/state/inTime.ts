/** Ends with the work or after so many milliseconds, whatever becomes of it: a dead link keeps nobody here. */
export function inTime(work: Promise<unknown>, patience = 2000): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  return Promise.race([work, late]).then(() => undefined, () => undefined)
}
