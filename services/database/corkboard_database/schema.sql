-- The three tables as the course's scripts know them.
-- Grain: one row a post; rows with the same key belong together.
-- The key is the clustered primary key: `select * from t limit n, 1` is key n.
-- MySQL 8 and later, MariaDB 10.6 and later.

create table pinterest_data (
    `index` bigint not null primary key,
    unique_id text,
    title text,
    description text,
    poster_name text,
    follower_count text,
    tag_list text,
    is_image_or_video text,
    image_src text,
    downloaded bigint,
    save_location text,
    category text
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_unicode_520_ci;

create table geolocation_data (
    ind bigint not null primary key,
    `timestamp` datetime,
    latitude float,
    longitude float,
    country text
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_unicode_520_ci;

create table user_data (
    ind bigint not null primary key,
    first_name text,
    last_name text,
    age bigint,
    date_joined datetime
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_unicode_520_ci;
