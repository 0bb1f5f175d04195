// Prints what MDN's scanner says of an address, given without its scheme, as JSON.
import { scan } from "@mdn/mdn-http-observatory";

console.log(JSON.stringify(await scan(process.argv[2])));
