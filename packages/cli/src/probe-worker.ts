import { serve } from './run.ts'

void serve()
