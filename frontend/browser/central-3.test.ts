import { watch } from "./central/watch";

watch(2, 6);
