import { watch } from "./central/watch";

watch(1, 6);
