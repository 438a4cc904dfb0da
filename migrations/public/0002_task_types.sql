-- Shared by all organizations, in the order in which they sort.
CREATE TYPE public.task_status AS ENUM ('CREATED', 'IN_PROGRESS', 'COMPLETED');
CREATE TYPE public.task_priority AS ENUM ('NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT');
