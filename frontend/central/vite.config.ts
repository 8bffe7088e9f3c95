import { pageConfig } from "../vite.ts";

export default pageConfig("central", "/", "chrome125");
