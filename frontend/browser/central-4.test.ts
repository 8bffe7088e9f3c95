import { watch } from "./central/watch";

watch(3, 6);
