import { pageConfig } from "../vite";

export default pageConfig("central");
