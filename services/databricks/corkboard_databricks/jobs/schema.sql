-- What the Jobs API remembers: jobs, runs, and the tries of tasks. Times are milliseconds since the epoch.
create table if not exists numbers (
    number integer primary key autoincrement
);

create table if not exists jobs (
    job_id integer primary key,
    created_ms integer not null,
    settings text not null,
    run_count integer not null default 0
);

create table if not exists runs (
    run_id integer primary key,
    job_id integer not null,
    number integer not null,
    name text not null,
    kind text not null,
    token text unique,
    spec text not null,
    created_ms integer not null,
    ended_ms integer not null default 0,
    life text not null default '',
    result text not null default '',
    message text not null default '',
    is_deleted integer not null default 0
);

create table if not exists attempts (
    run_id integer primary key,
    parent integer not null,
    task_key text not null,
    number integer not null,
    life text not null,
    result text not null,
    message text not null,
    began_ms integer not null,
    executing_ms integer not null,
    ended_ms integer not null,
    error text not null,
    trace text not null,
    value text,
    logs text not null,
    pid integer not null,
    pid_started_at real not null
);

create index if not exists attempts_by_parent on attempts (parent);
