import { watch } from "./central/watch";

watch(5, 6);
