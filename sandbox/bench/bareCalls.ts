import pLimit from "p-limit";

/** The floor: as many HTTPS calls to the same hosts, and nothing else. Arguments: tenants, calls for each, calls in flight. */
const [tenants = 0, calls = 0, inFlight = 1] = process.argv.slice(2).map(Number);
const SHARED = [
  "https://graph.microsoft.com/",
  "https://oauth2.googleapis.com/",
  "https://logging.googleapis.com/",
];
const OF_THE_ERP = 6;

const limit = pLimit(inFlight);
const one = async (url: string): Promise<void> => void (await (await fetch(url)).text());
await Promise.all(
  Array.from({ length: tenants }, async (_, number) => {
    const erp = `https://tenant-${String(number + 1).padStart(4, "0")}.cid-erp.app/web/version`;
    for (let call = 0; call < calls; call += 1)
      await limit(() => one(call < OF_THE_ERP ? erp : (SHARED[call % SHARED.length] ?? erp)));
  }),
);
