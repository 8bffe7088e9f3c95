import { watch } from "./central/watch";

watch(4, 6);
